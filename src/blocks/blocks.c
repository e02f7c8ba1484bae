#include "blocks/blocks.h"
#include "act/job.h"
#include "blocks/assist/assist.h"
#include "blocks/case/case.h"
#include "blocks/catalog/catalog.h"
#include "blocks/consent/consent.h"
#include "blocks/document/document.h"
#include "blocks/exchange/exchange.h"
#include "blocks/identity/identity.h"
#include "blocks/insight/insight.h"
#include "blocks/notify/notify.h"
#include "blocks/office/office.h"
#include "blocks/offer/offer.h"
#include "blocks/oversight/oversight.h"
#include "blocks/pay/pay.h"
#include "blocks/quality/quality.h"
#include "blocks/rectify/rectify.h"
#include "blocks/register/register.h"
#include "blocks/studio/studio.h"
#include "blocks/subscribe/subscribe.h"

const struct block *const blocks_all[] = {
    &block_house,
    &block_identity,
    &block_consent,
    &block_register,
    &block_notify,
    &block_document,
    &block_quality,
    &block_case,
    &block_offer,
    &block_catalog,
    &block_exchange,
    &block_subscribe,
    &block_pay,
    &block_rectify,
    &block_office,
    &block_oversight,
    &block_studio,
    &block_insight,
    &block_assist,
    NULL,
};
