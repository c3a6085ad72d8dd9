"""The tour: the real window driven through the main job, a picture of each step."""
