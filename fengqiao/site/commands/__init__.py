"""The commands of `fengqiao`, one module for each group."""
