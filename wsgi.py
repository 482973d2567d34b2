from gevent import monkey

monkey.patch_all()

from console import create_app

app, socketio = create_app()
