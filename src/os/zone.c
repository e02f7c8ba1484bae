#include "os/zone.h"
