"""Query parameters that say how a reader came to a page, and nothing about which page it is (pure)."""

_PREFIXES = (
    "utm_",
    "at_",  # the BBC's and others' campaign parameters
    "mtm_",
    "matomo_",
    "piwik_",
    "pk_",
    "ns_",
    "wt_",
    "wt.",
    "gaa_",
    "fb_",
    "oly_",
    "vero_",
    "_hs",
    "__hs",
    "__cf_chl_",
    "_x_tr_",
    "guce_",
    "mc_",
    "trk_",
)

_NAMES = frozenset(
    """
    __source __tn__ __twitter_impression _branch_match_id _ga _gl _openstat
    amp amp_gsa amp_js_v campaign_id cmp cmpid dclid dicbo ef_id emc epik fbclid feedname feedtype
    gad_campaignid gad_source gbraid gclid gclsrc guccounter hsctatracking icid icmpid igsh igshid int_cid
    intcid intcmp itid ito jsessionid li_fat_id mbid mibextid mkt_tok mkwid msclkid ncid nocache ocid
    phpsessid rb_clickid ref_src ref_url referrer_source rss s_cid s_kwcid sc_campaign sfnsn smid smtyp
    soc_src soc_trk sr_share srnd srsltid taid traffic_source ttclid twclid twterm usqp wbraid wickedid
    wtmc wtrid xtor xtcr xtref yclid ysclid
    """.split()
)

# Names that elsewhere choose the page: they count as tracking only with a value that names a channel.
_AMBIGUOUS_NAMES = frozenset(
    "app channel feed from medium origin outputtype partner ref referer referrer share source src via".split()
)
_CHANNELS = frozenset(
    """
    amp android app apple applenews atom bluesky copylink email facebook fb feed feedburner flipboard
    frontpage googlenews hp home homepage instagram ios link linkedin mail mastodon mobile newsapp
    newsletter newsstand push reddit rss share sharing smartnews social t.co telegram threads tw twitter web
    whatsapp x yahoo
    """.split()
)


def is_tracking_parameter(name: str, value: str) -> bool:
    """Whether a parameter of a query, both parts as written there, only tracks."""
    name = name.lower()
    if name in _NAMES or name.startswith(_PREFIXES):
        return True
    return name in _AMBIGUOUS_NAMES and value.lower() in _CHANNELS
