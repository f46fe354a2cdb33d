using Microsoft.ML.OnnxRuntime;

namespace RewardLab.Doctor;

/// <summary>ONNX Runtime and the providers it was built with.</summary>
internal sealed class OnnxCheck : ICheck
{
    public string Title => "ONNX Runtime";

    public IEnumerable<CheckLine> Examine()
    {
        var environment = OrtEnv.Instance();
        yield return new CheckLine("Version", environment.GetVersionString());
        yield return new CheckLine("Providers", string.Join(", ", environment.GetAvailableProviders().Select(ShortName)));
    }

    private static string ShortName(string provider) => provider.Replace("ExecutionProvider", "", StringComparison.Ordinal);
}
