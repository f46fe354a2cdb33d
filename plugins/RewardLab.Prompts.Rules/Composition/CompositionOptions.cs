using System.ComponentModel;

namespace RewardLab.Prompts.Rules.Composition;

/// <summary>Options of the composition generator.</summary>
public sealed record CompositionOptions
{
    /// <summary>How contrastive prompts join two objects. Default: as TIA2's file does.</summary>
    [Description("tia2 leaves out some \"and\"s, as TIA2's file does; english writes each")]
    [DefaultValue(PairStyle.Tia2)]
    public PairStyle Style { get; init; } = PairStyle.Tia2;
}
