namespace RewardLab.Torch.Runtime;

/// <summary>The libtorch that was started.</summary>
/// <param name="Folder">The folder that libtorch was loaded from.</param>
/// <param name="Version">The version TorchSharp expects, such as "2.10.0".</param>
/// <param name="BindingLibrary">The libLibTorchSharp that was loaded.</param>
/// <param name="IsBindingPatched">Whether a patched copy had to be made for this system's libstdc++.</param>
public sealed record TorchRuntimeInfo(string Folder, string Version, string BindingLibrary, bool IsBindingPatched);
