"""Where tests keep their data: a folder of their own, made before Django reads its settings."""

import os
import tempfile

if "FENGQIAO_TEST_HOME" not in os.environ:
    os.environ["FENGQIAO_TEST_HOME"] = tempfile.mkdtemp(prefix="fengqiao-test-")
worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["FENGQIAO_HOME"] = os.path.join(os.environ["FENGQIAO_TEST_HOME"], worker)  # noqa: PTH118
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser driver runs a loop in this thread
