/** Reads site.yaml into a site model, as a whole or not at all. */
@NullMarked
package org.busbar.core.model;

import org.jspecify.annotations.NullMarked;
