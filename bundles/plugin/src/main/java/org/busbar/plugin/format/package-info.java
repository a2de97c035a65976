/** What a plug-in is: one feature, its files and what it asks for. */
@NullMarked
package org.busbar.plugin.format;

import org.jspecify.annotations.NullMarked;
