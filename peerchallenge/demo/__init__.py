"""The demo: invented people, one invented challenge standing at each stage, and the Worcestershire review as a finished one.

Everything is done through the real actions, so the demo's history reads like a real one.
"""
