from engine.cli.program import main as main
