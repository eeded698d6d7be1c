"""The program's start. Every worker process loads the module the program began with, so that this one holds as good as nothing."""


def main() -> None:
    """Run the command line."""
    from flows.cli import app

    app()


if __name__ == "__main__":
    main()
