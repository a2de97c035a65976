package org.busbar.web.rest.view;

/**
 * An edit of site.yaml that was made, or would be.
 *
 * @param generation the generation that stands now
 * @param commentsKept whether every comment of the file is still there
 * @param rebuilt whether the site was built anew as a whole, to be started again
 */
public record EditView(int generation, boolean commentsKept, boolean rebuilt) {}
