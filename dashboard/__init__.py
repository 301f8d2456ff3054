"""The board in the browser: pages over `scoring`. No score is computed here."""
