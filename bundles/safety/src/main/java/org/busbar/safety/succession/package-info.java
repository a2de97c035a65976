/** What the going over from one session to another stands on: claims, comparison, declarations. */
@NullMarked
package org.busbar.safety.succession;

import org.jspecify.annotations.NullMarked;
