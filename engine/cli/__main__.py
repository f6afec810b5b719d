import sys

from engine.cli.program import main

sys.exit(main())
