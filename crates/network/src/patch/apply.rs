//! Applies one change to a network under a journal.

use super::{
    Changed, Patch,
    change::{Action, Change, ExchangeTarget, NewExchange, NewFlow, NewParameter, NewProcess, ParameterTarget},
    edit::{amount_text, factor, scale_amount, scale_value, scaled, set_amount, set_value, value_text},
    select,
    undo::Journal,
};
use crate::{
    exchange::{Exchange, Role},
    flow::{Compartment, Flow, Property},
    nearest::hint,
    network::Network,
    parameter::Parameter,
    process::Process,
    source::{Source, SourceIndex},
    table::number,
    template::base_id,
};

/// Applies a change; on an error the caller rolls back.
pub(super) fn apply(
    patch: &Patch,
    change: usize,
    what: &Change,
    journal: &mut Journal<'_>,
    changes: &mut Vec<Changed>,
) -> Result<(), String> {
    Editor { patch, change, journal, changes }.act(&what.action)
}

struct Editor<'e, 'n> {
    patch: &'e Patch,
    change: usize,
    journal: &'e mut Journal<'n>,
    changes: &'e mut Vec<Changed>,
}

impl Editor<'_, '_> {
    fn act(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::SetAmount { target, amount, unit, spread } => {
                let source = self.own_source();
                for (process, exchange) in select::one_exchange_each(self.network(), target)? {
                    let old = &self.network().processes[process].exchanges[exchange];
                    let flow = self.network().flow(old.flow);
                    let by = unit.as_ref().map_or(Ok(1.0), |unit| factor(flow, &old.unit, unit))?;
                    let spread = match spread {
                        Some(spread) if by != 1.0 => Some(scaled(*spread, by)),
                        given => *given,
                    };
                    self.edit(process, exchange, "amount", amount_text, |exchange| {
                        set_amount(exchange, amount * by, spread);
                        exchange.source = Some(source);
                        exchange.place.clear();
                        exchange.trust = None;
                    });
                }
                Ok(())
            }
            Action::SetShare { target, share } => {
                let text = |exchange: &Exchange| exchange.allocation_factor.map_or_else(|| "n/a".into(), number);
                for (process, exchange) in select::one_exchange_each(self.network(), target)? {
                    self.edit(process, exchange, "allocation-factor", text, |exchange| {
                        exchange.allocation_factor = Some(*share);
                    });
                }
                Ok(())
            }
            Action::ScaleAmount { target, factor } => {
                for (process, exchange) in select::exchanges(self.network(), target)? {
                    self.edit(process, exchange, "amount", amount_text, |exchange| scale_amount(exchange, *factor));
                }
                Ok(())
            }
            Action::Replace { target, flow, provider } => self.replace(target, flow.as_deref(), provider.as_deref()),
            Action::SetParameter { target, value, spread } => {
                let source = self.own_source();
                self.edit_parameters(target, |parameter| {
                    set_value(parameter, *value, *spread);
                    parameter.source = Some(source);
                    parameter.place.clear();
                })
            }
            Action::ScaleParameter { target, factor } => {
                self.edit_parameters(target, |parameter| scale_value(parameter, *factor))
            }
            Action::SetProperty { flow, property, value, unit } => {
                let index = select::flow(self.network(), flow)?;
                let new = Property { name: property.clone(), value: *value, unit: unit.clone() };
                let text = |property: &Property| format!("{} {}", number(property.value), property.unit);
                let after = text(&new);
                let properties = self.journal.properties(index);
                let before = if let Some(known) = properties.iter_mut().find(|known| known.name == *property) {
                    Some(text(&std::mem::replace(known, new)))
                } else {
                    properties.push(new);
                    None
                };
                self.told("", &format!("{flow}: {property}"), "property", before, Some(after));
                Ok(())
            }
            Action::SetAllocation { process, allocation } => {
                for at in select::processes(self.network(), process)? {
                    let process = self.journal.process(at);
                    let before = std::mem::replace(&mut process.allocation, *allocation);
                    let id = process.id.clone();
                    self.told(&id, "", "allocation", Some(before.word().into()), Some(allocation.word().into()));
                }
                Ok(())
            }
            Action::AddExchange { process, exchange } => {
                for at in select::processes(self.network(), process)? {
                    self.add_exchange(at, exchange)?;
                }
                Ok(())
            }
            Action::AddProcess(process) => self.add_process(process),
            Action::AddFlow(flow) => self.add_flow(flow),
            Action::AddParameter { process, parameter } => self.add_parameter(process.as_deref(), parameter),
            Action::RemoveExchange(target) => {
                // From behind, so that the positions still to come stay right.
                for (process, exchange) in select::exchanges(self.network(), target)?.into_iter().rev() {
                    let process = self.journal.process(process);
                    let gone = process.exchanges.remove(exchange);
                    let id = process.id.clone();
                    self.told(&id, &gone.id, "exchange", Some(amount_text(&gone)), None);
                }
                Ok(())
            }
            Action::RemoveParameter(target) => self.remove_parameters(target),
            Action::RemoveProcess(pattern) => {
                for at in select::processes(self.network(), pattern)?.into_iter().rev() {
                    let id = self.network().processes[at].id.clone();
                    self.journal.remove_process(at);
                    self.told(&id, "", "process", Some(id.clone()), None);
                }
                Ok(())
            }
        }
    }

    fn network(&self) -> &Network {
        self.journal.network()
    }

    fn told(
        &mut self,
        process: &str,
        object: &str,
        field: &'static str,
        before: Option<String>,
        after: Option<String>,
    ) {
        self.changes.push(Changed {
            patch: self.patch.name.clone(),
            change: self.change,
            process: process.to_owned(),
            object: object.to_owned(),
            field,
            before,
            after,
        });
    }

    /// The source that stands for the patch.
    fn own_source(&mut self) -> SourceIndex {
        let patch = self.patch;
        let notes = [patch.source.as_str(), patch.note.as_str()];
        let notes: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        self.journal.source(Source {
            id: format!("patch:{}", patch.name),
            title: patch.title(verdigris_quantity::Language::En).to_owned(),
            publisher: patch.author.clone(),
            year: patch.date.clone(),
            note: notes.join("; "),
            ..Source::default()
        })
    }

    fn edit(
        &mut self,
        process: usize,
        exchange: usize,
        field: &'static str,
        text: impl Fn(&Exchange) -> String,
        change: impl FnOnce(&mut Exchange),
    ) {
        let process = self.journal.process(process);
        let exchange = &mut process.exchanges[exchange];
        let before = text(exchange);
        change(exchange);
        let (after, object) = (text(exchange), exchange.id.clone());
        let id = process.id.clone();
        self.told(&id, &object, field, Some(before), Some(after));
    }

    fn edit_parameters(&mut self, target: &ParameterTarget, change: impl Fn(&mut Parameter)) -> Result<(), String> {
        for (process, position) in select::parameters(self.network(), target)? {
            let (list, id) = match process {
                None => (self.journal.parameters(), String::new()),
                Some(at) => {
                    let process = self.journal.process(at);
                    let id = process.id.clone();
                    (&mut process.parameters, id)
                }
            };
            let parameter = &mut list[position];
            let before = value_text(parameter);
            change(parameter);
            let (after, object) = (value_text(parameter), parameter.id.clone());
            self.told(&id, &object, "value", Some(before), Some(after));
        }
        Ok(())
    }

    fn replace(&mut self, target: &ExchangeTarget, flow: Option<&str>, provider: Option<&str>) -> Result<(), String> {
        let new_flow = flow.map(|id| select::flow(self.network(), id)).transpose()?;
        if let Some(provider) = provider.filter(|provider| !provider.is_empty()) {
            self.known_provider(provider)?;
        }
        for (process, exchange) in select::exchanges(self.network(), target)? {
            if let Some(new) = new_flow {
                let old = &self.network().processes[process].exchanges[exchange];
                let (old_id, new_flow) = (self.network().flow(old.flow).id.clone(), self.network().flow(new));
                new_flow.factor_from(&old.unit).map_err(|error| format!("flow `{}`: {error}", new_flow.id))?;
                let new_id = new_flow.id.clone();
                let object = old.id.clone();
                let process = self.journal.process(process);
                let changed = &mut process.exchanges[exchange];
                // A provider of the old flow is none of the new one.
                if std::mem::replace(&mut changed.flow, new) != new {
                    changed.provider = None;
                }
                let id = process.id.clone();
                self.told(&id, &object, "flow", Some(old_id), Some(new_id));
            }
            if let Some(provider) = provider {
                let text = |exchange: &Exchange| exchange.provider.clone().unwrap_or_default();
                self.edit(process, exchange, "provider", text, |exchange| {
                    exchange.provider = Some(provider.to_owned()).filter(|provider| !provider.is_empty());
                });
            }
        }
        Ok(())
    }

    fn known_provider(&self, provider: &str) -> Result<(), String> {
        let processes = &self.network().processes;
        if processes.iter().any(|process| process.id == provider || base_id(&process.id) == provider) {
            return Ok(());
        }
        let ids = processes.iter().map(|process| process.id.as_str());
        Err(format!("no process `{provider}` that could provide{}", hint(provider, ids)))
    }

    fn exchange(&mut self, new: &NewExchange) -> Result<Exchange, String> {
        let index = select::flow(self.network(), &new.flow)?;
        let flow = self.network().flow(index);
        flow.factor_from(&new.unit).map_err(|error| format!("exchange `{}`: {error}", new.id))?;
        if let Some(provider) = &new.provider {
            self.known_provider(provider)?;
        }
        if let (Some(spread), Some(amount)) = (new.spread, new.amount) {
            spread.around(amount).map_err(|error| format!("exchange `{}`: {error}", new.id))?;
        }
        let source = if new.source.is_empty() {
            self.own_source()
        } else {
            let sources = &self.network().sources;
            let found = sources.iter().position(|source| source.id == new.source);
            let hint = || hint(&new.source, sources.iter().map(|source| source.id.as_str()));
            SourceIndex(found.ok_or_else(|| format!("no source `{}`{}", new.source, hint()))? as u32)
        };
        let mut exchange = Exchange::new(&new.id, index, new.direction, new.amount, new.unit.clone());
        exchange.role = new.role;
        exchange.formula.clone_from(&new.formula);
        exchange.provider.clone_from(&new.provider);
        exchange.location.clone_from(&new.location);
        exchange.spread = new.spread;
        exchange.pedigree = new.pedigree;
        exchange.group.clone_from(&new.group);
        exchange.allocation_factor = new.share;
        exchange.source = Some(source);
        exchange.place.clone_from(&new.place);
        exchange.note.clone_from(&new.note);
        Ok(exchange)
    }

    fn add_exchange(&mut self, at: usize, new: &NewExchange) -> Result<(), String> {
        let exchange = self.exchange(new)?;
        let process = &self.network().processes[at];
        if process.exchanges.iter().any(|known| known.id == exchange.id) {
            return Err(format!("process `{}` has an exchange `{}` already", process.id, exchange.id));
        }
        if exchange.role == Role::Reference && process.reference().is_some() {
            return Err(format!("process `{}` has a reference already", process.id));
        }
        let process = self.journal.process(at);
        let (id, object, after) = (process.id.clone(), exchange.id.clone(), amount_text(&exchange));
        process.exchanges.push(exchange);
        self.told(&id, &object, "exchange", None, Some(after));
        Ok(())
    }

    fn add_process(&mut self, new: &NewProcess) -> Result<(), String> {
        if self.network().processes.iter().any(|known| known.id == new.id) {
            return Err(format!("there is a process `{}` already", new.id));
        }
        let mut process = if new.copy_of.is_empty() {
            Process::default()
        } else {
            let processes = &self.network().processes;
            let model = processes.iter().find(|known| known.id == new.copy_of).ok_or_else(|| {
                let ids = processes.iter().map(|known| known.id.as_str());
                format!("no process `{}` to copy{}", new.copy_of, hint(&new.copy_of, ids))
            })?;
            Process { id: String::new(), ..model.clone() }
        };
        process.id.clone_from(&new.id);
        if !new.name.is_empty() {
            process.name = new.name.clone();
        }
        if process.name.is_empty() {
            process.name.en.clone_from(&new.id);
        }
        if !new.technology.is_empty() {
            process.technology = new.technology.clone();
        }
        let texts = [
            (&mut process.region, &new.region),
            (&mut process.year, &new.year),
            (&mut process.category, &new.category),
            (&mut process.note, &new.note),
        ];
        for (text, given) in texts {
            if !given.is_empty() {
                text.clone_from(given);
            }
        }
        process.kind = new.kind.unwrap_or(process.kind);
        process.allocation = new.allocation.unwrap_or(process.allocation);
        for exchange in &new.exchanges {
            if process.exchanges.iter().any(|known| known.id == exchange.id) {
                return Err(format!("process `{}` has two exchanges `{}`", new.id, exchange.id));
            }
            process.exchanges.push(self.exchange(exchange)?);
        }
        let references = process.exchanges.iter().filter(|exchange| exchange.role == Role::Reference).count();
        if references != 1 {
            return Err(format!("process `{}` needs one reference exchange, not {references}", new.id));
        }
        self.journal.add_process(process);
        self.told(&new.id, "", "process", None, Some(new.id.clone()));
        Ok(())
    }

    fn add_flow(&mut self, new: &NewFlow) -> Result<(), String> {
        if self.network().flows.iter().any(|known| known.id == new.id) {
            return Err(format!("there is a flow `{}` already", new.id));
        }
        let mut flow = Flow::new(&new.id, new.name.clone(), new.kind, new.unit.clone());
        flow.cas.clone_from(&new.cas);
        flow.compartment = Compartment::new(&new.compartment);
        flow.category.clone_from(&new.category);
        flow.note.clone_from(&new.note);
        self.journal.add_flow(flow);
        self.told("", &new.id, "flow", None, Some(new.id.clone()));
        Ok(())
    }

    fn add_parameter(&mut self, process: Option<&str>, new: &NewParameter) -> Result<(), String> {
        let source = self.own_source();
        let parameter = Parameter {
            id: new.id.clone(),
            name: new.name.clone(),
            value: new.value,
            formula: new.formula.clone(),
            spread: new.spread,
            source: Some(source),
            ..Parameter::default()
        };
        let places: Vec<Option<usize>> = match process {
            None => vec![None],
            Some(pattern) => select::processes(self.network(), pattern)?.into_iter().map(Some).collect(),
        };
        for place in places {
            let (list, id) = match place {
                None => (self.journal.parameters(), String::new()),
                Some(at) => {
                    let process = self.journal.process(at);
                    let id = process.id.clone();
                    (&mut process.parameters, id)
                }
            };
            if list.iter().any(|known| known.id.to_lowercase() == new.id.to_lowercase()) {
                return Err(format!("there is a parameter `{}` already", new.id));
            }
            list.push(parameter.clone());
            self.told(&id, &new.id, "parameter", None, Some(value_text(&parameter)));
        }
        Ok(())
    }

    fn remove_parameters(&mut self, target: &ParameterTarget) -> Result<(), String> {
        for (process, position) in select::parameters(self.network(), target)?.into_iter().rev() {
            let (gone, id) = match process {
                None => (self.journal.parameters().remove(position), String::new()),
                Some(at) => {
                    let process = self.journal.process(at);
                    (process.parameters.remove(position), process.id.clone())
                }
            };
            self.told(&id, &gone.id, "parameter", Some(value_text(&gone)), None);
        }
        Ok(())
    }
}
