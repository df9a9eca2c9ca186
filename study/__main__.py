"""`python -m study`, the same as `study`."""

from study.cli import app

if __name__ == "__main__":
    app()
