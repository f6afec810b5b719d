"""Work that is due: workers, and the ticker that wakes them."""
