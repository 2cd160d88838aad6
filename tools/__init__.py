"""Programs for those who release the product; none of them is in the wheel."""
