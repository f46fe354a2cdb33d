namespace RewardLab.Reports.Charts;

/// <summary>The colours of a heat map. Lines and points have colours that everybody can tell apart in either.</summary>
public enum ChartPalette
{
    /// <summary>The paper's: white at the centre, blue above, red below.</summary>
    Paper,

    /// <summary>White at the centre, purple above, orange below (ColorBrewer's PuOr): safe for every common kind of colour blindness.</summary>
    ColourBlindSafe,
}
