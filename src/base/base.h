/* base/base.h - the whole room at once. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/day.h"
#include "base/err.h"
#include "base/finding.h"
#include "base/map.h"
#include "base/str.h"
#include "base/ulid.h"
#include "base/utf8.h"
#include "base/vec.h"

#endif
