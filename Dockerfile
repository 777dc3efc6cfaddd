# Proveout in a container: every package pinned by requirements.lock with its hash, nobody is root, and nothing but
# /data and /tmp is written. Pin the base by its digest where images are built: --build-arg BASE=python@sha256:...
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /opt/proveout
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/python -m pip install --require-hashes -r requirements.lock
COPY . ./
RUN .venv/bin/python -m pip install --no-deps --no-build-isolation --editable . \
    && .venv/bin/python -m compileall -q app.py metrics pages

FROM ${BASE}
LABEL org.opencontainers.image.title="Proveout" org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 proveout \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin proveout \
    && install -d -o proveout -g proveout -m 0750 /data
COPY --from=build /opt/proveout /opt/proveout
ENV PATH=/opt/proveout/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PROVEOUT_HOME=/data PROVEOUT_LOG=json
WORKDIR /opt/proveout
USER 10001:10001
VOLUME /data
EXPOSE 8501
STOPSIGNAL SIGTERM
# Asked from inside, so without a token. The first answer comes after the imports.
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8501/healthz', timeout=5)"]
# Outside this container is another machine: without a login configured the server refuses to start, and says so.
CMD ["python", "-m", "streamlit", "run", "/opt/proveout/app.py", "--server.address=0.0.0.0", "--server.port=8501"]
