"""To be written."""

from dashboard.components.page import board_page


def main() -> None:
    """Draw the page."""
    board_page()


main()
