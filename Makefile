# make run      set everything up and open the window on a demo practice
# make test     set everything up and run every check and test
# make tour     drive the window through the main job; a picture of each step in build/tour/
#               (make tour ARGS=looks for a part)
# make bench    measure; build/bench.json (make bench ONLY=search for a part)
# make soak     the long fault runs: 1,000 desks killed at work on each engine (25 minutes)
# make package  everything this system can build, in dist/, with SHA256SUMS over all: package-wheel,
#               package-linux (.deb and .tar.xz), and with RUNTIME=FOLDER package-windows (setup.exe
#               and .msi); make prove-linux and make prove-windows prove what was built
# make requirements   pin the requirements anew after a change in pyproject.toml
# make clean    remove build/ and caches; .venv stays

.DELETE_ON_ERROR:
.PHONY: run test tour bench soak package package-wheel package-linux package-windows
.PHONY: prove-linux prove-windows requirements clean

PYTHON ?= python3
ONLY ?=
ARGS ?=
RUNTIME ?=
export PYTHON
# Some machines tell Python not to keep compiled files: every process of a test would compile us anew.
export PYTHONDONTWRITEBYTECODE =

# The window where there is a display, the offscreen libraries where there is none.
SCREEN := $(if $(DISPLAY)$(WAYLAND_DISPLAY),window,offscreen)

run: .venv/run.stamp
	@packaging/linux/system-packages.sh $(SCREEN)
	@packaging/linux/run.sh

test: .venv/test.stamp
	@packaging/linux/system-packages.sh test
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest -n 2 --dist worksteal $(ARGS)

tour: .venv/run.stamp
	@packaging/linux/system-packages.sh offscreen
	QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.tour $(ARGS)

bench: .venv/test.stamp
	@packaging/linux/system-packages.sh test
	.venv/bin/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(ARGS)

soak: .venv/test.stamp
	@packaging/linux/system-packages.sh test
	.venv/bin/python -m tests.faults.soak $(ARGS)

package: .venv/package.stamp
	@packaging/linux/system-packages.sh offscreen
	@packaging/package.sh $(RUNTIME)

package-wheel: .venv/package.stamp
	@packaging/linux/system-packages.sh offscreen
	@packaging/python/package.sh
	@packaging/sums.sh

package-linux: .venv/package.stamp
	@packaging/linux/system-packages.sh offscreen
	@packaging/linux/package.sh
	@packaging/sums.sh

# RUNTIME: the folder of an embeddable CPython for Windows; tests/windows/runtime.sh makes one for
# a rehearsal.
package-windows: .venv/package.stamp
	@packaging/linux/system-packages.sh offscreen
	@packaging/windows/package.sh "$(RUNTIME)"
	@packaging/sums.sh

# As root, on Debian or Ubuntu with debootstrap: the package built last, in a root that has nothing.
# ARGS: a folder for the root, kept for the next time.
prove-linux: .venv/package.stamp
	@packaging/linux/prove/prove.sh $(ARGS)

prove-windows: .venv/run.stamp
	@.venv/bin/python -m tests.windows prove

requirements: .venv/bin/python
	packaging/requirements/pin.sh

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@packaging/linux/make-venv.sh

# The stamps are written last, so that an interrupted install is done again and a finished one is not.
.venv/run.stamp: packaging/requirements/run.txt pyproject.toml | .venv/bin/python
	@packaging/linux/install.sh run
	@touch $@

.venv/test.stamp: packaging/requirements/test.txt .venv/run.stamp
	@packaging/linux/install.sh test
	@touch $@

.venv/package.stamp: packaging/requirements/package.txt .venv/run.stamp
	@packaging/linux/install.sh package
	@touch $@
