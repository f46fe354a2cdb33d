namespace RewardLab.Torch.Runtime;

/// <summary>Keeps ONNX Runtime from telling its makers what it is used for.</summary>
/// <remarks>
/// Since 1.29 its library for Linux and macOS holds a client that reports the process, the machine and every model, under an identifier that it keeps in
/// ~/.cache/Microsoft/DeveloperTools. It starts with the runtime's environment, so that OrtEnv's DisableTelemetryEvents, which needs one, comes too late: only
/// ORT_DISABLE_TELEMETRY, read at that moment, keeps it from starting. On Windows the runtime writes events for the system to pick up, which
/// DisableTelemetryEvents
/// ends. (microsoft/onnxruntime, pull request 27379 and docs/Privacy.md; seen with 1.31.1.)
/// </remarks>
public static class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";
    private static readonly Lazy<bool> Off = new(() =>
    {
        NativeEnvironment.Set(Variable, "1");
        return true;
    });

    /// <summary>Switches it off, for this process and those that it starts. Before the first use of ONNX Runtime; thread-safe, and may be called
    /// again.</summary>
    public static void SwitchOff() => _ = Off.Value;
}
