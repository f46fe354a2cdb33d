namespace RewardLab.Rewards.Judges.Costs;

/// <summary>A price table, as YAML gives it: anything may be missing.</summary>
internal sealed class PriceTableText
{
    public Dictionary<string, PriceText?>? Models { get; set; }

    internal sealed class PriceText
    {
        public double? Input { get; set; }

        public double? Output { get; set; }
    }
}
