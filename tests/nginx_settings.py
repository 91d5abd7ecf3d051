"""What nginx needs around the settings of a site, to run in a folder of its own."""

from __future__ import annotations

from pathlib import Path

NGINX = """\
daemon off;
{user}
pid {work}/nginx.pid;
error_log {work}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {work}/body;
    proxy_temp_path {work}/proxy;
    fastcgi_temp_path {work}/fastcgi;
    uwsgi_temp_path {work}/uwsgi;
    scgi_temp_path {work}/scgi;
    include {work}/servanda.conf;
}}
"""


def nginx_settings(work: Path, user: str) -> str:
    """Settings that include `servanda.conf` of the folder; `user` is a directive, or empty."""
    return NGINX.format(work=work, user=user)
