# The web server and the worker, in one image: `serve` by default, `worker` or `migrate` by name.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/sporezo
ENV PATH=/opt/sporezo/bin:$PATH
WORKDIR /build
COPY requirements.lock ./
RUN pip install --quiet --require-hashes -r requirements.lock
COPY . .
RUN python tools/messages.py compile \
 && pip install --quiet --no-deps --no-build-isolation . \
 && pip uninstall --quiet --yes $(python tools/unneeded.py)

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin sporezo \
 && install -d -o sporezo -g sporezo /data
COPY --from=build /opt/sporezo /opt/sporezo
ENV PATH=/opt/sporezo/bin:$PATH PYTHONUNBUFFERED=1 SPOREZO_DATA=/data NUMBA_CACHE_DIR=/data/numba
WORKDIR /data
VOLUME /data
USER sporezo
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
  CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["sporezo"]
CMD ["serve", "--host", "0.0.0.0"]
