/** The rules of the house, checked on sources, classes and manifests by the build. */
@NullMarked
package org.busbar.rules;

import org.jspecify.annotations.NullMarked;
