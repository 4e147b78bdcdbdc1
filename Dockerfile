# The site in a container, without root and without a need to write anywhere but /data and /tmp.
# One machine: docker run -p 8000:8000 -v studio:/data …; more: compose.yaml.
ARG PYTHON=python:3.13-slim

FROM ${PYTHON} AS packages
COPY requirements.txt requirements-grown.txt /
# Without what only tests and installing need.
RUN python3 -m venv /opt/venv \
 && sed -i /^pytest/d /requirements.txt \
 && /opt/venv/bin/pip install --no-cache-dir --no-compile -r /requirements.txt -r /requirements-grown.txt \
 && /opt/venv/bin/pip uninstall --yes pip setuptools

FROM ${PYTHON}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STUDIO_DATA=/data \
    # The memory of large pictures is given back at once.
    MALLOC_MMAP_THRESHOLD_=1048576
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data studio \
 && install -d -o studio -g studio /data /data/page-files
COPY --from=packages /opt/venv /opt/venv
COPY . /opt/studio
RUN python -m compileall -q /opt/studio /opt/venv/lib
WORKDIR /opt/studio
USER studio
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --start-period=120s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["sh", "-c", "python -m studio.secret_key && exec python manage.py serve --host 0.0.0.0"]
