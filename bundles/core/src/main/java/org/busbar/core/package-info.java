/** The deciding side: site model, snapshot, step, arbiter, decision record. */
@NullMarked
package org.busbar.core;

import org.jspecify.annotations.NullMarked;
