using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Toybox.Language;

/// <summary>How far captions fall short of the ground truth, as captions found beside images do. The default is exact captions.</summary>
public sealed record CaptionOptions
{
    /// <summary>Probability that a caption counts nothing: "apples", "some apples". Default 0; range 0..1. One object stays "an apple".</summary>
    [Description("probability that a caption leaves out its counts")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double DropCountProbability { get; init; }

    /// <summary>Probability, for each class of a caption that counts, that the number is wrong: mostly off by one. Default 0;
    /// range 0..1.</summary>
    [Description("probability that a number is wrong")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double WrongCountProbability { get; init; }

    /// <summary>Probability that a caption of several classes forgets one of them. Default 0; range 0..1.</summary>
    [Description("probability that one of several classes is forgotten")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double DropClassProbability { get; init; }

    /// <summary>Probability of the lead "a picture of". Default 0; range 0..1.</summary>
    [Description("probability of the lead 'a picture of'")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.0)]
    public double LeadProbability { get; init; }

    /// <summary>Whether classes come in random order, rather than in the order of <see cref="Scenes.ToyClass"/>. Default true.</summary>
    [Description("whether classes come in random order")]
    [DefaultValue(true)]
    public bool ShuffleOrder { get; init; } = true;
}
