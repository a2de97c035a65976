/** The audit: what was done, by whom and why, as a chain of hashes on disk. */
@NullMarked
package org.busbar.safety.audit;

import org.jspecify.annotations.NullMarked;
