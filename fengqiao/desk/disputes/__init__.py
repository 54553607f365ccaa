"""Pages of disputes: the list, on the scene, taking one in, the dispute with its course, mediators and rooms."""
