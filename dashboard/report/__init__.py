"""One shop on one day on paper: a web page in one file, a workbook, a message for the team. No Streamlit."""
