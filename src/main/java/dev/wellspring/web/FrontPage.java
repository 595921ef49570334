package dev.wellspring.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Serves the page at the root of the context.
 *
 * <p>Containers find welcome files only for paths that no servlet claims, and the resources claim all of them. The file
 * itself is left to the container's own servlet, which knows about caching.
 */
public final class FrontPage extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!request.getRequestURI().endsWith("/")) {
            // Without the slash the page's relative addresses would point beside the application.
            response.sendRedirect(request.getContextPath() + "/");
            return;
        }
        request.getRequestDispatcher("/index.html").forward(request, response);
    }
}
