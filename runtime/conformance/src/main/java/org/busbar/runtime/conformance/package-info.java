/** Tries a profile as a vendor would publish it. */
@NullMarked
package org.busbar.runtime.conformance;

import org.jspecify.annotations.NullMarked;
