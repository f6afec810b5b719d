"""What makes a long day at the desk bearable: many tasks at once, drafts, filters, handing over."""
