"""投诉处理: handling of complaints."""
