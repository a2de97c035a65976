/** Tests against the launched assembly and foreign peers. */
@NullMarked
package org.busbar.runtime.itest;

import org.jspecify.annotations.NullMarked;
