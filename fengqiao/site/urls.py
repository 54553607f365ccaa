"""All addresses."""

from django.urls import include, path

urlpatterns = [path("", include("fengqiao.portal.urls")), path("", include("fengqiao.desk.urls"))]

handler400 = "fengqiao.desk.errors.bad_request"
handler403 = "fengqiao.desk.errors.denied"
handler404 = "fengqiao.desk.errors.not_found"
handler500 = "fengqiao.desk.errors.failed"
handler429 = "fengqiao.desk.errors.too_many"  # asked for by the rate limits of the log-in
