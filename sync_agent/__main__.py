"""`python -m sync_agent` is `credit-sync`."""

from .cli import main

if __name__ == '__main__':
    main()
