using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using RewardLab.Hosting.Plugins.Inventory;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The plugins: what state each is in and why, and the keys that change it.</summary>
internal sealed class PluginsPane : View
{
    private const int MinListRows = 5;

    private readonly ItemList _list;
    private readonly ItemList _details;
    private IReadOnlyList<PluginInfo> _plugins = [];

    public PluginsPane(Appearance appearance)
    {
        CanFocus = true;
        _list = new ItemList(appearance)
        {
            Height = Dim.Fill(Dim.Func(_ => Details.Count)),
            Count = () => _plugins.Count,
            Row = (row, width) => Row(_plugins[row], width),
            Hint = static () => "looking for plugins …",
        };
        _details = new ItemList(appearance)
        {
            Y = Pos.Func(_ => Math.Max(0, Viewport.Height - Details.Count)),
            Height = Dim.Func(_ => Details.Count),
            Count = () => Details.Count,
            Row = (row, _) => Details[row],
            CanFocus = false,
        };
        _list.KeyPressed += OnKey;
        _list.Entered += row => TrustRequested?.Invoke(_plugins[row]);
        _list.Chosen += _ => SetNeedsLayout();
        Add(_list, _details);
    }

    /// <summary>A plugin is to be trusted.</summary>
    public event Action<PluginInfo>? TrustRequested;

    /// <summary>A plugin is to be switched off, or on again.</summary>
    public event Action<PluginInfo>? SwitchRequested;

    /// <summary>The selected plugin; null where there is none.</summary>
    public PluginInfo? Selected => _list.Selected >= 0 ? _plugins[_list.Selected] : null;

    private List<InkLine> Details =>
        Selected is { } plugin && Viewport.Height >= 2 * MinListRows ? Describe(plugin, Viewport.Width, Viewport.Height - MinListRows) : [];

    /// <summary>Shows plugins.</summary>
    public void Show(IReadOnlyList<PluginInfo> plugins)
    {
        _plugins = plugins;
        _list.Select(_list.Selected);
        SetNeedsLayout();
        SetNeedsDraw();
    }

    /// <summary>Selects a plugin.</summary>
    public void Select(PluginInfo plugin) => _list.Select(_plugins.TakeWhile(other => other.Id != plugin.Id || other.Location != plugin.Location).Count());

    private static InkLine Row(PluginInfo plugin, int width) => new InkLine()
        .Add(plugin.Id)
        .PadTo(Math.Min(40, width / 2))
        .Add(
            $" {PluginStateText.Format(plugin.State),-14}",
            plugin.State switch { PluginState.Active => Ink.Good, PluginState.Untrusted => Ink.Warning, PluginState.Disabled => Ink.Dim, _ => Ink.Bad })
        .Add($"{plugin.Version,-8} ", Ink.Dim)
        .Add(plugin.Reason, Ink.Dim);

    private static List<InkLine> Describe(PluginInfo plugin, int width, int rows) =>
    [
        .. new[]
        {
            new InkLine().Add(plugin.Name, Ink.Accent).Add($"  {plugin.Description}"),
        }
            .Concat(Wrapped(plugin.Location, width, Ink.Dim))
            .Concat(Wrapped(plugin.Hash.Length > 0 ? $"SHA-256 {plugin.Hash}" : "", width, Ink.Dim))
            .Concat(Wrapped(
                $"provides {string.Join(", ", plugin.Components.Select(component => $"{ComponentKinds.Noun(component.Kind)} {component.Id}"))}",
                width,
                Ink.Normal))
            .Concat(Wrapped(plugin.Reason, width, Ink.Warning))
            .Append(InkLine.Create("t trusts the plugin, x disables or enables it", Ink.Dim))
            .Take(rows),
    ];

    private static IEnumerable<InkLine> Wrapped(string text, int width, Ink ink) =>
        Inspector.FieldHelp.Wrap(text, width).Select(line => InkLine.Create(line, ink));

    private bool OnKey(int row, Key key)
    {
        if (row < 0)
        {
            return false;
        }

        if (key == new Key('t'))
        {
            TrustRequested?.Invoke(_plugins[row]);
        }
        else if (key == new Key('x'))
        {
            SwitchRequested?.Invoke(_plugins[row]);
        }
        else
        {
            return false;
        }

        return true;
    }
}
