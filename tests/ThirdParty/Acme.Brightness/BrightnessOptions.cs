using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Acme.Brightness;

public sealed record BrightnessOptions
{
    [Description("what the brightness is multiplied by")]
    [Range(0.0, 10.0)]
    public double Gain { get; init; } = 1;

    [Description("the channel that is looked at")]
    public Channel Channel { get; init; } = Channel.All;
}
