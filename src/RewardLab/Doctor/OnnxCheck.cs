using Microsoft.ML.OnnxRuntime;
using RewardLab.Torch.Runtime;

namespace RewardLab.Doctor;

/// <summary>ONNX Runtime and the providers it was built with.</summary>
internal sealed class OnnxCheck : ICheck
{
    public string Title => "ONNX Runtime";

    public IEnumerable<CheckLine> Examine()
    {
        OnnxTelemetry.SwitchOff();
#pragma warning disable RS0030 // Telemetry is off.
        var environment = OrtEnv.Instance();
#pragma warning restore RS0030
        environment.DisableTelemetryEvents();
        yield return new CheckLine("Version", environment.GetVersionString());
        yield return new CheckLine("Providers", string.Join(", ", environment.GetAvailableProviders().Select(ShortName)));
        yield return new CheckLine("Telemetry", "off");
    }

    private static string ShortName(string provider) => provider.Replace("ExecutionProvider", "", StringComparison.Ordinal);
}
