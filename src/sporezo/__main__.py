import sys

from sporezo.cli import main

if __name__ == "__main__":
    sys.exit(main())
