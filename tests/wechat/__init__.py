"""Tests of the WeChat adapter."""
