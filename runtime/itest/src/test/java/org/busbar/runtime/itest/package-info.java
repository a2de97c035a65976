/** Tests of the whole: shipped assemblies started as a user starts them. */
@NullMarked
package org.busbar.runtime.itest;

import org.jspecify.annotations.NullMarked;
