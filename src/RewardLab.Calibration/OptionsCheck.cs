using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Calibration;

internal static class OptionsCheck
{
    /// <summary>Refuses options that break their annotations, naming the first.</summary>
    public static void Require(object options, string component)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true))
        {
            throw new RewardLabException($"{component}: {failures[0].ErrorMessage}");
        }
    }
}
