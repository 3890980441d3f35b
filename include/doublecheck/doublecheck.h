/* Everything in libdoublecheck. */
#ifndef DOUBLECHECK_DOUBLECHECK_H
#define DOUBLECHECK_DOUBLECHECK_H

#include <doublecheck/certificate.h>
#include <doublecheck/check.h>
#include <doublecheck/data_floor.h>
#include <doublecheck/dataset.h>
#include <doublecheck/estimate.h>
#include <doublecheck/floor.h>
#include <doublecheck/generate.h>
#include <doublecheck/groups.h>
#include <doublecheck/memorize.h>
#include <doublecheck/network.h>
#include <doublecheck/profile.h>
#include <doublecheck/rational.h>
#include <doublecheck/reproduce.h>
#include <doublecheck/simulate.h>
#include <doublecheck/status.h>
#include <doublecheck/stress.h>
#include <doublecheck/study.h>
#include <doublecheck/team.h>
#include <doublecheck/variability.h>

#endif
