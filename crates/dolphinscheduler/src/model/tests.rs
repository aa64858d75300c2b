//! Names, numbers and presets.

use super::*;

#[test]
fn every_model_has_its_name_and_number() {
    for (number, model) in (0_u8..).zip(Model::ALL) {
        assert_eq!(Model::named(model.name()), Some(model));
        assert_eq!(Model::from_number(number), Some(model));
        assert_eq!(model as u8, number);
    }
}

#[test]
fn presets_say_what_the_table_of_the_specification_says() {
    let of = |model: Model| model.switches();
    let owners: Vec<Model> = Model::ALL
        .into_iter()
        .filter(|m| of(*m).reregister == Reregister::UpdateInPlace)
        .collect();
    assert_eq!(owners, [Model::V1_3_8]);
    for model in Model::ALL {
        let (switches, old) = (of(model), model < Model::G1Fixed);
        assert_eq!(switches.sessions_per_master == 5, old);
        assert_eq!(switches.commands == Commands::Lock, old);
        assert_eq!(switches.set_host_on_recover, model < Model::G3Oct24);
    }
}
