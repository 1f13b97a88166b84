# One image for the website, the worker and the clock; docker-compose.yml starts all three.
FROM python:3.11-slim-bookworm

WORKDIR /app
ENV PYTHONUNBUFFERED=1 PATH=/app/.venv/bin:$PATH DATA_DIR=/data

# Debian's packages (tools/apt-packages.txt) and the pinned Python packages, by the script bin/run uses too.
COPY requirements/ requirements/
COPY tools/install tools/doctor.py tools/apt-packages.txt tools/
RUN tools/install run && rm -rf /var/lib/apt/lists/* ~/.cache

COPY . .
RUN SECRET_KEY=for-the-build-only REDIS_URL=redis://none python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin peerchallenge \
    && mkdir --parents /data/files /data/incoming /data/quarantine /data/clock \
    && chown --recursive peerchallenge: /data

USER peerchallenge
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "tools/is_ready.py"]
CMD ["gunicorn", "peerchallenge.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
